"""What LocalStack lacks for the deployments of scripts/proof-deploy.mjs. Differences from AWS that are evened out stand in differences.py, each with its reason."""
