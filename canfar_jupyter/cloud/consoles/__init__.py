"""An instance's screen and keyboard: which address Nova gives, and whether it is believed."""
