from flask import Blueprint

visit = Blueprint("visit", __name__)
