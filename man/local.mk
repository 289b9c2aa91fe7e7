# man: what is built here.
