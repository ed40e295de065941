function Register-ExoPortEventSource {
    <#
    Makes ExoPort known as a source of the Application log. Windows' own EventCreate.exe holds messages for the ids 1 to
    1000 that show the text as it was written, so that no file of ExoPort stays loaded by the event viewer.
    #>
    $key = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey('SYSTEM\CurrentControlSet\Services\EventLog\Application\ExoPort')
    try {
        $key.SetValue('EventMessageFile', '%SystemRoot%\System32\EventCreate.exe', [Microsoft.Win32.RegistryValueKind]::ExpandString)
        # Error, warning and information.
        $key.SetValue('TypesSupported', 7, [Microsoft.Win32.RegistryValueKind]::DWord)
    }
    finally { $key.Dispose() }
}
