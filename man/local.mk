# man: what is built here.
dist_man_MANS += %D%/headroom-hdf5.5
