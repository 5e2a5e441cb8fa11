"""setup.py - names the wheel after the system that its idp.so was built for.

IDP_PLATFORM is that name, as manylinux_2_36_x86_64. No version of Python is
part of it: idp.so knows SQLite and not Python.
"""

import os

from setuptools import setup
from wheel.bdist_wheel import bdist_wheel


class Wheel(bdist_wheel):
    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return "py3", "none", os.environ["IDP_PLATFORM"]


setup(cmdclass={"bdist_wheel": Wheel})
