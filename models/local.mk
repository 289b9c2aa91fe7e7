# models: what is built here.
