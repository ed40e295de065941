function Unregister-ExoPortEventSource {
    <# Removes ExoPort as a source of the Application log. What is logged stays. Harmless when it is not there. #>
    [Microsoft.Win32.Registry]::LocalMachine.DeleteSubKeyTree('SYSTEM\CurrentControlSet\Services\EventLog\Application\ExoPort', $false)
}
