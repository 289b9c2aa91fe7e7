# analysis: what is built here.
