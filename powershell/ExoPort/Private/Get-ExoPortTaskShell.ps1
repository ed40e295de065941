function Get-ExoPortTaskShell {
    <#
    The PowerShell that a task runs, by its full path: the pwsh that this is, else Windows PowerShell. A pwsh out of the
    Store is not taken, because accounts without a profile cannot start it.
    #>
    if (Test-ExoPortWindows) {
        if ($PSVersionTable.PSEdition -eq 'Core') {
            $own = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
            if ([System.IO.Path]::GetFileName($own) -eq 'pwsh.exe' -and $own -notmatch '\\WindowsApps\\') { return $own }
        }
        return [System.IO.Path]::Combine([System.Environment]::SystemDirectory, 'WindowsPowerShell\v1.0\powershell.exe')
    }
    # Task Scheduler puts in where Windows is.
    '%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe'
}
