@echo off
rem Opens the steward's desk of this garden in the browser. Close the window that it runs in to stop it.
rem The first time it installs kgen into the folder .venv beside it: that takes some minutes and needs the internet.
setlocal EnableExtensions DisableDelayedExpansion
if not exist "%~dp0.github\kgen\open_desk.py" (
    echo This file works only inside the folder of its garden. Put it back there, or open it there.
    echo If the garden is still packed in a zip file, unpack that first.
    pause
    exit /b 1
)
set "python="
for %%p in ("py -3.14" "py -3.13" "py -3.12" "py -3.11" "py -3" "python" "python3") do (
    if not defined python (
        %%~p -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
        if not errorlevel 1 set "python=%%~p"
    )
)
if not defined python (
    echo The desk needs Python 3.11, 3.12, 3.13 or 3.14, and this computer has none of them.
    echo Get one from https://www.python.org/downloads/ and open this file again.
    pause
    exit /b 1
)
%python% -I "%~dp0.github\kgen\open_desk.py" %*
exit /b %errorlevel%
