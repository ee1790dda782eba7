"""What a machine of the demo does itself: boot, write a log, answer on SSH, draw a console."""
