# models/dynamodb: what is built here.
