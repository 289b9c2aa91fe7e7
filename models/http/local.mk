# models/http: what is built here.
