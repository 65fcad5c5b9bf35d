"""What the guide knows: regions, marketplaces, credentials, pastes, mistakes, the setup flow.

Pure: no input or output, no clock, no Textual. Everything that time or chance decides comes in
as an argument.
"""
