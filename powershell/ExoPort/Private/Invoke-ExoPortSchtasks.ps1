function Invoke-ExoPortSchtasks {
    <# Runs Windows' own schtasks.exe: ExitCode, and Text, what it wrote. Not the one that a PATH may find first. #>
    param([string[]] $Argument)

    $start = [System.Diagnostics.ProcessStartInfo]::new()
    $start.FileName = [System.IO.Path]::Combine([System.Environment]::SystemDirectory, 'schtasks.exe')
    $start.Arguments = Join-ExoPortArgument -Argument $Argument
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        # Both at the same time: neither may fill up and block the program.
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $text = ($output + ' ' + $errors.Result) -replace '\s+', ' '
        $process.WaitForExit()
        @{ ExitCode = $process.ExitCode; Text = $text.Trim() }
    }
    finally { $process.Dispose() }
}
