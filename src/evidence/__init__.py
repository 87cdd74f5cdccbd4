"""How strong is the reported evidence for each use of a drug, and does it differ by route?"""
