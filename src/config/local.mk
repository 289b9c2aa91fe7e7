# src/config: what is built here.
