function Test-ExoPortTask {
    <# Whether there is a task of this name in ExoPort's folder. #>
    param([string] $TaskName)

    if (Test-ExoPortScheduledTasks) {
        # Absent is no error here. -TaskName takes wildcards, which no name has (Test-ExoPortTaskName).
        return [bool] (Get-ScheduledTask -TaskPath '\ExoPort\' -TaskName $TaskName -ErrorAction Ignore)
    }
    (Invoke-ExoPortSchtasks -Argument '/Query', '/TN', "\ExoPort\$TaskName").ExitCode -eq 0
}
