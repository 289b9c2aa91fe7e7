# models/profiles: what is built here.
