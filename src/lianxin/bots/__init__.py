"""Cases by letter and by chat; each channel is a folder that turns what comes in into a deed."""
