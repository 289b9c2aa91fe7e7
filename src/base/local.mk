# src/base: what is built here.
