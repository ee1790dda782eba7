"""What the welcome says."""

TITLE = "No instances yet"
IMAGES = "These images are known to work here:"
NO_IMAGES = "Choose an image under Images, or launch an instance to choose one there."
READING = "Reading the images..."
STEPS = "First steps"
DISMISS = "Dismiss"
DONE = "done"
KEY = ("Add a key", "You log in with it; its private key stays with you.")
LAUNCHED = ("Launch an instance", "From one of the images; with your key and an open port 22.")
LOG_IN = ("Log in", "Once it is ready, copy its ssh line or press Connect.")
