# src/study: what is built here.
