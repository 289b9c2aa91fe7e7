# models/apigateway: what is built here.
