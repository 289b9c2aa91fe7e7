# src/output: what is built here.
