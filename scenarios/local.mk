# scenarios: what is built here.
