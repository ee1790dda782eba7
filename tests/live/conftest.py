from tests.support.demos import own_demo

# Of its own: these tests count, and end, all there is
demo = own_demo("session", speed=10)
