# analysis: for notebooks; installed beside the profiles.
dist_analysis_DATA += %D%/FORMAT.md %D%/headroom.py
