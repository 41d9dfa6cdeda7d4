"""What a browser cannot play, as fragments and stills that it can: made on demand, exact by frame."""
