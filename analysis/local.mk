# analysis: for notebooks; installed beside the profiles.
dist_analysis_DATA += %D%/FORMAT.md %D%/README.md %D%/headroom.py
dist_notebooks_DATA += %D%/notebooks/a-run.ipynb %D%/notebooks/a-study.ipynb \
  %D%/notebooks/requests.ipynb %D%/notebooks/theory.ipynb
