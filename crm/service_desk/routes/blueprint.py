from flask import Blueprint

requests = Blueprint("requests", __name__)
