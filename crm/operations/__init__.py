"""Keeping the installation well: job runs, backups, the doctor."""
