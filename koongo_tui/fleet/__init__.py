"""All channels at a glance, and kept current.

=============  ==================================================
``health``     how each channel stands, and whether it needs a look
``order``      in which order, and which of them
``reading``    one pass over the configuration and the history
``refresh``    keeps them current, gently
``export``     all channels in a file
=============  ==================================================
"""
