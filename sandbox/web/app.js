// The web chat begins here.
