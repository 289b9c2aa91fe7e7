# src/cmd: what is built here.
