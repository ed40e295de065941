function Remove-ExoPortTask {
    <# Removes a task. Throws when Windows does not. #>
    param([string] $TaskName)

    if (Test-ExoPortScheduledTasks) {
        Unregister-ScheduledTask -TaskPath '\ExoPort\' -TaskName $TaskName -Confirm:$false -ErrorAction Stop
        return
    }
    $result = Invoke-ExoPortSchtasks -Argument '/Delete', '/TN', "\ExoPort\$TaskName", '/F'
    if ($result.ExitCode -ne 0) {
        throw [System.InvalidOperationException]::new("schtasks.exe ended with exit code $($result.ExitCode): $($result.Text)")
    }
}
