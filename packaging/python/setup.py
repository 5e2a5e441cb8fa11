"""setup.py - names the wheel after the system that its idp.so was built for.

IDP_PLATFORM is that name, as manylinux_2_36_x86_64. No version of Python is
part of it: idp.so knows SQLite and not Python.
"""

import os

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel


class Wheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", os.environ["IDP_PLATFORM"]


class Binary(Distribution):
    def has_ext_modules(self):
        return True


setup(cmdclass={"bdist_wheel": Wheel}, distclass=Binary)
