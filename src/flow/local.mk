# src/flow: what is built here.
