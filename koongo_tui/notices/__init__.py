"""Telling a person who looks elsewhere that submissions have finished.

``notice`` says what there is to tell, ``terminal`` how this terminal shows a notification of its
own, ``command`` runs the person's own command. Whoever draws a screen puts them to work.
"""
