# models/client: what is built here.
