# src/run: what is built here.
