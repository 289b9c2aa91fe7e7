# models/lambda: what is built here.
