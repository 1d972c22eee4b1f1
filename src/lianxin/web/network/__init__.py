"""Who sits where: the directory of units, invitations and answers, the choice of district."""
