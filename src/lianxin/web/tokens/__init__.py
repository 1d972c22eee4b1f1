"""The operator's page of the tokens with which machines call."""
