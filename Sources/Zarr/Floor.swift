// Makes the floor buildable until its first file lands; the first file deletes this one.
