"""From the overlaps of the lists to how many people there are in all, or to the sentence that says why that is not told."""
