"""The CRM of a municipal job centre: companies, contacts, cooperations and the cooperation rate."""
