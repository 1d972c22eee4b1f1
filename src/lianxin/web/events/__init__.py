"""Events for everybody, their series, and the door for who gives them."""
