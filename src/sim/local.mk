# src/sim: what is built here.
