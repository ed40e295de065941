function Sync-ExoPortDataFolder {
    <#
    Tells the native library the data folder of this session, when it is another than last time: on Unix, .NET has an
    environment of its own, so that the library does not see what was assigned to $env:EXOPORT_DATA_FOLDER.
    #>
    $folder = [string] $env:EXOPORT_DATA_FOLDER
    if ($folder -ceq [string] $script:Native.DataFolder) { return }
    $answer = Invoke-ExoPortQuery -Question ('{"query":"data-folder","path":' + (ConvertTo-ExoPortJsonText $folder) + '}')
    if (-not $answer) { Write-Warning -Message "EXOPORT_DATA_FOLDER is ignored: $(Get-ExoPortLastError)" }
    $script:Native.DataFolder = $folder
}
