"""The inbox of whoever is signed in, and the operator's page of what could not be sent."""
