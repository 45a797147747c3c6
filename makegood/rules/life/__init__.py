"""What may happen to a claim, stage by stage: a case file and a fact in, the next case file out."""
