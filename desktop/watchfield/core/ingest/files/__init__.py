"""Files and archives as bytes: found, opened, unpacked, and never more than there should be."""
